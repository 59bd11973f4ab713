"""The page that shows a run, made from the files of its workdir and nothing else."""
