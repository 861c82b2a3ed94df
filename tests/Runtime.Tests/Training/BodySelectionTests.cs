using Unrolled.Generated;

namespace Unrolled.Tests.Training;

[Collection(nameof(Alone))]
public sealed class BodySelectionTests : IDisposable
{
    public void Dispose() => AppContext.SetData(BodySelection.Switch, null);

    [Fact]
    public void Without_the_switch_the_machine_decides()
    {
        Assert.True(Enum.IsDefined(BodySelection.Current()));
        Assert.True(BodySelection.Current() != Body.Vector128 || !System.Runtime.Intrinsics.X86.Avx2.IsSupported);
    }

    [Fact]
    public void The_switch_forces_a_body()
    {
        AppContext.SetData(BodySelection.Switch, "Vector128");
        Assert.Equal(Body.Vector128, BodySelection.Current());
    }

    [Theory, InlineData("avx2"), InlineData(""), InlineData("Avx1024"), InlineData("2"), InlineData(2)]
    public void Anything_else_is_refused_with_the_names(object data)
    {
        AppContext.SetData(BodySelection.Switch, data);
        Assert.Contains("Vector128, Avx2, Avx512", Assert.Throws<InvalidOperationException>(() => BodySelection.Current()).Message);
    }

    [Fact]
    public void A_body_that_the_machine_lacks_is_refused_and_others_are_not()
    {
        foreach (Body body in Enum.GetValues<Body>())
        {
            AppContext.SetData(BodySelection.Switch, body.ToString());
            bool has = body switch
            {
                Body.Avx512 => System.Runtime.Intrinsics.X86.Avx512F.IsSupported,
                Body.Avx2 => System.Runtime.Intrinsics.X86.Avx2.IsSupported,
                _ => true,
            };
            if (has)
                Assert.Equal(body, BodySelection.Current());
            else
                Assert.Contains(body.ToString(), Assert.Throws<PlatformNotSupportedException>(() => BodySelection.Current()).Message);
        }
    }
}
