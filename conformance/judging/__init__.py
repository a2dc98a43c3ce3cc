"""From a message's observations to its verdict and findings, alone and with its relatives."""
