namespace Unrolled.Generator.Tests;

/// <summary>What is refused of the class itself. Marks show where each diagnostic must stand.</summary>
public class TypeDiagnosticsTests
{
    [Fact]
    public void UNR0001_a_network_that_is_not_partial() => Expect.Diagnostics(
        "UNR0001", $"using Unrolled; {Sources.Small} public class {{|Net|}} {{ }}", "Net must be partial", "'partial class Net'");

    [Fact]
    public void UNR0001_containers_that_are_not_partial() => Expect.Diagnostics(
        "UNR0001",
        $$"""using Unrolled; record struct {|A|} { partial class B { interface {|C|} { {{Sources.Small}} partial class Net; } } }""",
        "must be partial");

    [Fact]
    public void UNR0001_names_the_containers_keyword() => Expect.Diagnostics(
        "UNR0001", $$"""using Unrolled; record struct {|A|} { {{Sources.Small}} partial class Net; }""",
            "A must be partial", "'partial record struct A'");

    [Theory]
    [InlineData("partial struct", "a struct", "'partial class Net'")]
    [InlineData("partial record", "a record", "'partial class Net'")]
    [InlineData("partial record struct", "a record struct", "'partial class Net'")]
    [InlineData("partial interface", "an interface", "'partial class Net'")]
    [InlineData("static partial class", "a static class", "remove 'static'")]
    [InlineData("abstract partial class", "an abstract class", "remove 'abstract'")]
    public void UNR0002_what_is_not_an_ordinary_class(string declaration, string what, string move) => Expect.Diagnostics(
        "UNR0002", $"using Unrolled; {Sources.Small} {declaration} {{|Net|}};", $"Net is {what}", move);

    [Fact]
    public void UNR0003_a_generic_network() => Expect.Diagnostics(
        "UNR0003", $"using Unrolled; {Sources.Small} partial class {{|Net|}}<T>;", "Net has type parameters", "remove them");

    [Fact]
    public void UNR0003_a_generic_container() => Expect.Diagnostics(
        "UNR0003", $$"""using Unrolled; partial class {|Outer|}<T> { {{Sources.Small}} partial class Net; }""",
            "Outer has type parameters", "move Net out of Outer");

    [Fact]
    public void UNR0004_a_file_local_network() => Expect.Diagnostics(
        "UNR0004", $"using Unrolled; {Sources.Small} file partial class {{|Net|}};", "Net is local to its file", "remove 'file'");

    [Fact]
    public void UNR0004_a_file_local_container() => Expect.Diagnostics(
        "UNR0004", $$"""using Unrolled; file partial class {|Outer|} { {{Sources.Small}} partial class Net; }""",
            "Outer is local to its file");

    [Fact]
    public void UNR0015_a_project_that_does_not_allow_unsafe_code() => Expect.Diagnostics(
        "UNR0015", [$"using Unrolled; {Sources.Small.Replace("Network", "{|Network|}", StringComparison.Ordinal)} partial class Net;"],
        unsafeCode: false,
        "Net's kernels", "<AllowUnsafeBlocks>true</AllowUnsafeBlocks>", "project file");

    [Theory]
    [InlineData("int Parameters;", "Parameters")]
    [InlineData("const int InputLength = 1;", "InputLength")]
    [InlineData("static string Info() => null;", "Info")]
    [InlineData("class OutputLength { }", "OutputLength")]
    [InlineData("event System.Action ParameterCount;", "ParameterCount")]
    [InlineData("void Save(string file) { }", "Save")]
    [InlineData("static Net Load(string? path) => null;", "Load")]
    [InlineData("string Load => null;", "Load")]
    [InlineData("void Predict(System.ReadOnlySpan<float> x, System.Span<float> y) { }", "Predict")]
    [InlineData("float[] Dense1Weight;", "Dense1Weight")]
    public void UNR0017_members_that_are_generated(string member, string name) => Expect.Diagnostics(
        "UNR0017", $"using Unrolled; {Sources.Small} partial class Net {{ {Mark(member, name)} }}", $"Net.{name} collides with {name}",
            "for Net", "rename it");

    [Fact]
    public void UNR0017_a_tensors_property_says_that_its_layer_may_be_renamed_too() => Expect.Diagnostics(
        "UNR0017", $$"""using Unrolled; {{Sources.Small}} partial class Net { int {|Dense2Bias|}; }""", "give the layer another Name");

    [Fact]
    public void UNR0017_an_inherited_member() => Expect.Diagnostics(
        "UNR0017",
        $$"""using Unrolled; class Model { protected int Info; } class Middle : Model; {{Sources.Small}} partial class {|Net|} : Middle;""",
        "Model.Info collides with Info");

    [Fact]
    public void UNR0017_the_generated_constructor() => Expect.Diagnostics(
        "UNR0017", $$"""using Unrolled; {{Sources.Small}} partial class Net { public {|Net|}(ulong start) { } }""", "Net(ulong)");

    [Theory]
    [InlineData("Info")]
    [InlineData("Dense1Weight")]
    public void UNR0017_the_classs_own_name(string name) => Expect.Diagnostics(
        "UNR0017", $"using Unrolled; {Sources.Small} partial class {{|{name}|}};", "The class's own name", name);

    [Fact]
    public void UNR0021_a_base_class_without_a_constructor_to_call() => Expect.Diagnostics(
        "UNR0021",
        $$"""using Unrolled; class Model { public Model(int x) { } Model() { } } {{Sources.Small}} partial class {|Net|} : Model;""",
        "Net cannot derive from Model", "constructor without parameters", "add one");

    [Fact]
    public void UNR0021_a_base_class_that_is_a_network() => Expect.Diagnostics(
        "UNR0021",
        $"using Unrolled; {Sources.Small} partial class {{|Net|}} : Middle; class Middle : Other; {Sources.Small} partial class Other;",
        "Net cannot derive from Other", "is a network itself");

    [Theory]
    [InlineData("partial class Net { public {|Net|}() { } }", "Net()")]
    [InlineData("partial class Net { public {|Net|}(int size) : base() { } }", "Net(int)")]
    [InlineData("partial class {|Net|}(int size) { int Size => size; }", "The primary constructor Net(int)")]
    public void UNR0022_constructors_that_do_not_make_the_parameters(string declaration, string text) => Expect.Diagnostics(
        "UNR0022", $"using Unrolled; {Sources.Small} {declaration}", text, ": this(seed)");

    [Fact]
    public void UNR0024_networks_whose_names_differ_in_case_only() => Expect.Diagnostics(
        "UNR0024",
        $$"""
        using Unrolled;
        namespace N { partial class A { {{Sources.Small}} partial class {|Net|}; } }
        namespace n { partial class a { {{Sources.Small}} partial class {|NET|}; partial class net; } }
        """,
        "in case only", ".a.", "rename one");

    private static string Mark(string member, string name)
    {
        int at = member.IndexOf(name, StringComparison.Ordinal);
        return $"{member[..at]}{{|{name}|}}{member[(at + name.Length)..]}";
    }
}
