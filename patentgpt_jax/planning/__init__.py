"""What a program needs of hardware that is not there: ahead-of-time compilation, FLOPs, bytes sent."""
