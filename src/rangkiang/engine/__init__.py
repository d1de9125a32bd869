"""The law at scale, on columns: rules compiled to one kernel. No Django, no psycopg; needs the ``engine`` extra."""

from .kernel import Kernel, Records, compile_scheme

__all__ = ["Kernel", "Records", "compile_scheme"]
