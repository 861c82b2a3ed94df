using Digits;

namespace Unrolled.Samples.Tests;

/// <summary>The plan that a network shows.</summary>
public class PlanTests
{
    [Fact]
    public void The_plan_names_memory_chunks_and_each_kernel_with_its_tile()
    {
        string[] lines = LeNet5.Info.Plan.Split('\n');

        Assert.Contains(lines, line => line.StartsWith("values of a group of 16 samples: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("groups a chunk", StringComparison.Ordinal));
        foreach (string kernel in (string[])["Conv2d1Forward ", "Conv2d2WeightGradient ", "Dense1InputGradient ", "Dense3WeightGradient "])
            Assert.Contains(lines, line => line.StartsWith(kernel, StringComparison.Ordinal)
                && line.Contains("× Vector", StringComparison.Ordinal) && line.Contains(" FMA", StringComparison.Ordinal));
    }
}
