"""The law at scale, on columns: rules compiled to one kernel (kernel.py), tables of cases (tables.py).

No Django, no psycopg; the kernel needs the ``engine`` extra.
"""
