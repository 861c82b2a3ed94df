namespace Unrolled.Numerics.Tests;

/// <summary>What networks made of parts tell of themselves.</summary>
public class CompositionTests
{
    [Fact]
    public void ResNet8_has_the_published_parameters_and_multiply_adds()
    {
        var info = Networks.States.Build(State.All.Single(s => s.Name == "resnet8").Declaration.Title, Body.Vector128).Info;

        Assert.Equal(78_666, info.ParameterCount);
        Assert.Equal(12_501_632, info.MultiplyAdds);
        Assert.Contains("78,666", info.ToString());
    }
}
