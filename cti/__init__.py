"""Screens and CRMs: facts in the words that desktops understand, and look-ups in other people's systems."""
