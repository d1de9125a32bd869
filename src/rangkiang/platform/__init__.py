"""Plumbing: settings, the embedded PostgreSQL, the audit chain, jobs with progress, errors, Month and Rupiah.

Knows no noun of the programme; every room above stands on it.
"""
