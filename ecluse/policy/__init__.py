"""Policies: read strictly, understood whole, or refused with every problem at once."""
