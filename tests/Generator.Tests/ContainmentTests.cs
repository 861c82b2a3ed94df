using Unrolled.Generator.Emit;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Tests;

/// <summary>Where a network may stand, and what it may be called.</summary>
[Trait("Category", "Slow")]
public class ContainmentTests
{
    [Theory]
    [InlineData("{0} partial class Net;", "", "Net")]
    [InlineData("namespace A.B;\n{0} partial class Net;", "A.B", "A.B.Net")]
    [InlineData("namespace A.B {{ {0} partial class Net; }}", "A.B", "A.B.Net")]
    [InlineData("namespace A {{ namespace B.C {{ {0} partial class Net; }} }}", "A.B.C", "A.B.C.Net")]
    public void Namespaces(string format, string expected, string hint)
    {
        NetworkSpec spec = GeneratorHarness.Spec("using Unrolled;\n" + string.Format(null, format, Sources.Small));

        Assert.Equal(expected, spec.Namespace);
        Assert.Equal(hint, NetworkEmitter.FullName(spec));
    }

    [Theory]
    [InlineData("partial class", "class")]
    [InlineData("static partial class", "class")]
    [InlineData("abstract partial class", "class")]
    [InlineData("partial struct", "struct")]
    [InlineData("readonly partial struct", "struct")]
    [InlineData("ref partial struct", "struct")]
    [InlineData("partial record", "record")]
    [InlineData("partial record class", "record")]
    [InlineData("partial record struct", "record struct")]
    [InlineData("partial interface", "interface")]
    public void Containers_of_every_kind(string declaration, string keyword)
    {
        NetworkSpec spec = GeneratorHarness.Spec($$"""
            using Unrolled;
            namespace N;
            {{declaration}} Outer { {{Sources.Small}} internal sealed partial class Net; }
            """);

        Assert.Equal(new Container(keyword, "Outer"), Assert.Single(spec.Containers));
        Assert.Equal("N.Outer.Net", NetworkEmitter.FullName(spec));
    }

    [Fact]
    public void Nested_in_several_types_outermost_first()
    {
        NetworkSpec spec = GeneratorHarness.Spec($$"""
            using Unrolled;
            public partial class A
            {
                protected partial record struct B(int X)
                {
                    private partial interface C { {{Sources.Small}} partial class Net; }
                }
            }
            """);

        Assert.Equal([new("class", "A"), new("record struct", "B"), new("interface", "C")], spec.Containers);
        Assert.Equal("A.B.C.Net", NetworkEmitter.FullName(spec));
    }

    [Fact]
    public void Keywords_are_escaped()
    {
        NetworkSpec spec = GeneratorHarness.Spec($$"""
            using Unrolled;
            namespace @namespace.inner.@int;
            partial struct @struct { {{Sources.Small}} partial class @class; }
            """);

        Assert.Equal("@namespace.inner.@int", spec.Namespace);
        Assert.Equal("@struct", Assert.Single(spec.Containers).Name);
        Assert.Equal("@class", spec.Name);
        Assert.Equal("namespace.inner.int.struct.class", NetworkEmitter.FullName(spec));
    }

    [Theory]
    [InlineData("@record")]
    [InlineData("@partial")]
    [InlineData("@await")]
    [InlineData("@field")]
    [InlineData("@where")]
    public void Words_that_are_keywords_in_some_places_are_escaped(string name) =>
        Assert.Equal(name, GeneratorHarness.Spec($"using Unrolled; {Sources.Small} public partial class {name};").Name);

    [Fact]
    public void Several_networks_in_one_file()
    {
        IReadOnlyList<NetworkSpec> specs = GeneratorHarness.Specs($$"""
            using Unrolled;
            namespace A { {{Sources.Small}} partial class Net; {{Sources.Small}} partial class Other; }
            namespace B { {{Sources.Small}} partial class Net { {{Sources.Small}} private partial class Inner; } }
            """);

        Assert.Equal(["A.Net", "A.Other", "B.Net", "B.Net.Inner"], specs.Select(NetworkEmitter.FullName).Order());
    }

    [Fact]
    public void A_base_class_interfaces_and_members_of_ones_own_are_fine() => GeneratorHarness.Spec($$"""
        using System;
        using Unrolled;
        public abstract class Model { protected Model(int size = 3) { } protected int Counter; private int Info => Counter; }
        {{Sources.Small}}
        public partial class Net : Model, IDisposable
        {
            private static readonly float[] Means = [1f];
            public Net(string path) : this(1, path) { }
            public Net(int size, string path) : this(seed: (ulong)size) => Load(path, strict: true);
            public string Title { get; set; } = "";
            public void Dispose() { }
            public int Predict(float[] image) => image.Length + Counter + Means.Length;
            public void Load(string path, bool strict) { }
            public void Save(System.IO.Stream stream) { }
        }
        """);
}
