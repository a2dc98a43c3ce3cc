"""stub"""
from ..report import Report
def to_text(report: Report) -> str: return ""
