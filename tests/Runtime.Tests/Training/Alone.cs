namespace Unrolled.Tests.Training;

/// <summary>Tests that watch or change the whole process run while no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
