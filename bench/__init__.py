"""Every measured claim, runnable: ``make bench`` or ``make bench ONLY=bill``. A number is a ratio taken in one run."""
