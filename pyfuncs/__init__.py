"""QC申报汇总: from a notice written as data to a workbook, its checks, its tables and its Word forms."""

__version__ = "0.2.0"
