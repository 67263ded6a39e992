"""Manuscripts and back issues in the formats that editors hold → drafts of articles, and a report.

file ─reading→ Manuscript ─recognise→ Draft ─writing→ issue.md, NN-….md, images, _导入报告.md
"""
