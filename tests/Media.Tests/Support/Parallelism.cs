// Every test starts processes of its own: side by side they only slow each other down.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
