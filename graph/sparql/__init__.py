"""Texts of queries and updates: lexer, analysis, named queries, evaluation, results, federation."""
