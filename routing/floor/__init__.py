"""The agents' floor, decided: who gets which call, and what every event makes of agents and conversations."""
