// Each test has a cluster of its own on two cores: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
