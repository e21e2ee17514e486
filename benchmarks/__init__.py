"""Ours beside each peer, in one run. Figures are ratios; read them, not the seconds."""
