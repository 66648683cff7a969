"""Requests that wait for the replies of their turn, in this process or for another one."""
