using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
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
        Assert.True(BodySelection.Current() != Body.Vector128 || !Avx2.IsSupported);
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
                Body.Avx512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported,
                Body.Avx2 => Avx2.IsSupported,
                _ => true,
            };
            if (has)
                Assert.Equal(body, BodySelection.Current());
            else
                Assert.Contains(body.ToString(), Assert.Throws<PlatformNotSupportedException>(() => BodySelection.Current()).Message);
        }
    }

    [Fact]
    public void Of_the_bodies_that_were_made_the_fastest_is_chosen()
    {
        Assert.Equal(Body.Vector128, BodySelection.Current([Body.Vector128]));
        Assert.Equal(Avx2.IsSupported ? Body.Avx2 : Body.Vector128, BodySelection.Current([Body.Avx2, Body.Vector128]));
    }

    [Fact]
    public void A_body_that_was_left_out_is_refused_with_the_property_that_left_it_out()
    {
        AppContext.SetData(BodySelection.Switch, "Vector128");
        string message = Assert.Throws<PlatformNotSupportedException>(() => BodySelection.Current([Body.Avx512, Body.Avx2])).Message;

        Assert.Contains("asks for Vector128, which was left out of this build by UnrolledBodies; it has Avx512, Avx2", message);
    }

    [Fact]
    public void A_machine_that_can_run_none_of_the_bodies_is_told_the_property()
    {
        string message = BodySelection.None([Body.Avx512, Body.Avx2]).Message;

        Assert.Contains("with the bodies Avx512, Avx2 alone", message);
        Assert.Contains("Vector128", message);
        Assert.Contains("UnrolledBodies", message);
        if (!Avx2.IsSupported)
            Assert.Throws<PlatformNotSupportedException>(() => BodySelection.Current([Body.Avx512, Body.Avx2]));
    }
}
