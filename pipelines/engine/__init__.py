"""Where and when work is done: the chain of steps, the tables on disk, the store of done work, the workers, the lock.
What a step computes lives in its stage."""
