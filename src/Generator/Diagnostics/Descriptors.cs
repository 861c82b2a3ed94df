using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Diagnostics;

/// <summary>All that the generator may report: one field, one id, one page in <c>docs/diagnostics</c>.</summary>
internal static class Descriptors
{
    private const string Docs = "https://github.com/unrolled-net/unrolled/blob/main/docs/diagnostics/";
    private const string Reports = "https://github.com/unrolled-net/unrolled/issues";
    private const string Declaration = "Unrolled.Declaration";
    private const string Shape = "Unrolled.Shape";
    private const string Build = "Unrolled.Build";
    private const string Usage = "Unrolled.Usage";

    public static readonly DiagnosticDescriptor NotPartial = new(
        "UNR0001", "Network is not partial",
        "{0} must be partial, since generated code completes the network; write '{1}'",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0001.md");

    public static readonly DiagnosticDescriptor NotAClass = new(
        "UNR0002", "Network is not an ordinary class",
        "{0} is {1}, but a network must be a class that can be made with 'new'; {2}",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0002.md");

    public static readonly DiagnosticDescriptor Generic = new(
        "UNR0003", "Network is generic",
        "{0} has type parameters, but a network's shapes and code are fixed; {1}",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0003.md");

    public static readonly DiagnosticDescriptor FileLocal = new(
        "UNR0004", "Network is local to its file",
        "{0} is local to its file, so that generated code, in a file of its own, cannot complete it; remove 'file'",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0004.md");

    public static readonly DiagnosticDescriptor NoInput = new(
        "UNR0005", "Network has no input",
        "{0} has no input; add the shape of one sample, such as [Input(1, 28, 28)] or [Input(784)]",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0005.md");

    public static readonly DiagnosticDescriptor SeveralInputs = new(
        "UNR0006", "Network has several inputs",
        "{0} is a second input of {1}, which has {2}; a network takes one, so remove the other",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0006.md");

    public static readonly DiagnosticDescriptor BadInput = new(
        "UNR0007", "Input has no usable shape",
        "{0} {1}",
        Shape, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0007.md");

    public static readonly DiagnosticDescriptor NoLayers = new(
        "UNR0008", "Network has no layers",
        "{0} has {1}; add layers such as [Dense(10)] behind its input",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0008.md");

    public static readonly DiagnosticDescriptor NoLoss = new(
        "UNR0009", "Network has no loss",
        "{0} has no loss: it can predict, and be a part of others, but a Trainer refuses it; " +
        "to train it end its attributes with one, such as [SoftmaxCrossEntropy] for classes or [MeanSquaredError] for numbers",
        Declaration, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0009.md");

    public static readonly DiagnosticDescriptor LossNotLast = new(
        "UNR0010", "Loss is not last",
        "{0} is followed by {1}, but the loss is the last of a network's attributes; move it to the end of {2}'s",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0010.md");

    public static readonly DiagnosticDescriptor SecondLoss = new(
        "UNR0011", "Network has several losses",
        "{0} is a second loss of {1}, which has {2}; a network has one, so remove the other",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0011.md");

    public static readonly DiagnosticDescriptor OutOfRange = new(
        "UNR0012", "Argument is out of range",
        "{0}: {1} is {2} but must be {3}",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0012.md");

    public static readonly DiagnosticDescriptor BadName = new(
        "UNR0013", "Layer has an unusable name",
        "{0} cannot be named \"{1}\"; use letters, digits and underscores in parts with single dots between, such as features.0, "
        + "of at most {2} characters",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0013.md");

    public static readonly DiagnosticDescriptor LayersSpread = new(
        "UNR0014", "Layers stand on several declarations",
        "{0} stands on another declaration of {1} than {2}, but layers run in the order in which they are written; " +
        "put all of them on one declaration",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0014.md");

    public static readonly DiagnosticDescriptor UnsafeNotAllowed = new(
        "UNR0015", "Unsafe code is not allowed",
        "{0}'s kernels are unsafe code, which this project does not allow; " +
        "add <AllowUnsafeBlocks>true</AllowUnsafeBlocks> to the project file",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0015.md");

    public static readonly DiagnosticDescriptor NamesCollide = new(
        "UNR0016", "Names of layers collide",
        "{0} and {1} {2}; give one of them another Name",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0016.md");

    public static readonly DiagnosticDescriptor MemberCollides = new(
        "UNR0017", "Member collides with a generated one",
        "{0} collides with {1}, which is generated for {2}; rename it{3}",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0017.md");

    public static readonly DiagnosticDescriptor DoesNotFit = new(
        "UNR0018", "Layer does not fit its input",
        "{0}",
        Shape, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0018.md");

    public static readonly DiagnosticDescriptor TooLarge = new(
        "UNR0019", "Network is too large",
        "{0} {1}, which takes {2} past {3}, the most that a network may have; make it smaller",
        Shape, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0019.md");

    public static readonly DiagnosticDescriptor UnknownLayer = new(
        "UNR0020", "Layer is not known to the generator",
        "{0} is not known to this generator; use generator and runtime of one version",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0020.md");

    public static readonly DiagnosticDescriptor BaseClass = new(
        "UNR0021", "Network has an unusable base class",
        "{0} cannot derive from {1}: {1} {2}",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0021.md");

    public static readonly DiagnosticDescriptor Constructor = new(
        "UNR0022", "Constructor does not make the parameters",
        "{0} does not make the network's parameters; {1} with ': this(seed)', which does",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0022.md");

    public static readonly DiagnosticDescriptor InputWithoutNetwork = new(
        "UNR0023", "Input without Network",
        "{0} has an input but is no network, so nothing is generated for it; add [Network]",
        Declaration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0023.md");

    public static readonly DiagnosticDescriptor SimilarName = new(
        "UNR0024", "Names of classes differ in case only",
        "{0} differs from {1} in case only, so that the files generated for them would have one name; rename one of them",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0024.md");

    public static readonly DiagnosticDescriptor NothingLearned = new(
        "UNR0025", "Network learns nothing",
        "{0} is frozen, and so is every other layer of {1} with parameters, so that training would change nothing; " +
        "remove Frozen from those that are to learn",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0025.md");

    public static readonly DiagnosticDescriptor NoPair = new(
        "UNR0028", "Networks are no adversarial pair",
        "{0} {1}; {2}",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0028.md");

    public static readonly DiagnosticDescriptor NoCompiledSpec = new(
        "UNR0029", "Part of another assembly cannot be read",
        "{0} comes from {1}, which {2}; {3}",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0029.md");

    public static readonly DiagnosticDescriptor NoPart = new(
        "UNR0026", "Class is no part of a network",
        "{0} has no layers to use here; mark a class that has layer attributes with [Block] or [Network]",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0026.md");

    public static readonly DiagnosticDescriptor Cycle = new(
        "UNR0027", "Class contains itself",
        "{0}: the network would have no end; take one of the attributes away",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0027.md");

    public static readonly DiagnosticDescriptor Weights = new(
        "UNR0030", "Weight file does not fit",
        "{0}, the weights of {1}, {2}",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0030.md");

    public static readonly DiagnosticDescriptor Unoptimised = new(
        "UNR0031", "Kernels are not optimised",
        "{0}'s kernels run about eleven times slower in this Debug build; " +
        "set <Optimize>true</Optimize> in the project, which leaves the rest of Debug as it is, " +
        "or silence this with <NoWarn>UNR0031</NoWarn>",
        Build, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0031.md");

    public static readonly DiagnosticDescriptor UnusedLayer = new(
        "UNR0032", "Layer is not used",
        "{0} computes what nobody uses: no layer that reaches the end takes \"{1}\"; " +
        "take the layer away, or let another join it with [Add(\"{1}\")] or take it with From = \"{1}\"",
        Declaration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0032.md");

    public static readonly DiagnosticDescriptor BrokenDown = new(
        "UNR0033", "Generator broke down over a class",
        "Unrolled broke down over {0} with {1}: {2} ({3}); the mistake is the generator's and not yours, "
        + "and what else is declared is generated: please report this text and the declaration at " + Reports,
        Build, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0033.md");

    public static readonly DiagnosticDescriptor OldLanguage = new(
        "UNR0035", "C# is too old",
        "{0}'s generated code needs C# {1}, but this project is read as C# {2}; "
        + "set <LangVersion>{1}</LangVersion> in the project file, or take LangVersion out where the SDK is at least .NET 9's",
        Build, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0035.md");

    public static readonly DiagnosticDescriptor TakesTooLong = new(
        "UNR0036", "Generation takes too long",
        "{0} is not done after {1} seconds, so that nothing is generated for it; make it smaller, or two networks of it",
        Build, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0036.md");

    public static readonly DiagnosticDescriptor UnknownBody = new(
        "UNR0034", "Body is not known",
        "UnrolledBodies names '{0}', which is no body; name some of {1}, or leave the property out",
        Build, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0034.md");

    public static readonly DiagnosticDescriptor DiscardedFit = new(
        "UNR0037", "Training is never run",
        "{0} trains nothing: its epochs run one by one as they are enumerated, and here nobody does; {1}",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0037.md");

    public static readonly DiagnosticDescriptor NoLogits = new(
        "UNR0038", "Loss is not given what it takes",
        "{0} stands in front of {1}, which {2}; {3}",
        Declaration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0038.md");

    public static readonly DiagnosticDescriptor TwoLinear = new(
        "UNR0039", "Two linear layers are one",
        "{0} stands behind {1} with nothing between, so that both are no more than one of them; put an activation such as ReLU between",
        Declaration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0039.md");

    public static readonly DiagnosticDescriptor OtherContract = new(
        "UNR0040", "Generator and library do not match",
        "{0} is generated for contract {1} with the library, but the Unrolled that this project references has {2}; "
        + "reference one version of the package Unrolled, which brings both, and restore again",
        Build, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0040.md");

    public static readonly DiagnosticDescriptor Summary = new(
        "UNR0041", "Network in numbers",
        "{0}: input {1}, output {2}, {3}, {4} multiply-adds a sample",
        Declaration, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Docs + "UNR0041.md");

    /// <summary>What a declaration alone may bring about, without the files and properties of its project.</summary>
    public static ImmutableArray<DiagnosticDescriptor> OfDeclarations =>
    [
        .. typeof(Descriptors).GetFields(BindingFlags.Static | BindingFlags.Public).Select(static one => one.GetValue(null))
            .OfType<DiagnosticDescriptor>().Where(static d => d != Weights && d != UnknownBody && d != DiscardedFit),
    ];
}
