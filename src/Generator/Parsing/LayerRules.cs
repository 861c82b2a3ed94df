using System.Globalization;
using Microsoft.CodeAnalysis;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>What can be said of the layers before any shape is known: their place, arguments, names, and the loss.</summary>
internal static class LayerRules
{
    public static void Check(Declaration declaration, IReadOnlyList<DeclaredLayer> layers, Problems problems, CancellationToken cancel)
    {
        CheckNetwork(declaration, problems);
        if (!StandTogether(declaration, layers, problems))
            return;
        foreach (DeclaredLayer layer in layers)
        {
            cancel.ThrowIfCancellationRequested();
            if (layer.Rules is null)
                problems.Add(Descriptors.UnknownLayer, layer.At, layer.Spec.Kind);
            else
                CheckArguments(layer, layer.Rules, problems);
            if (layer.IsNamed && !IsName(layer.Spec.Name))
                problems.Add(Descriptors.BadName, layer.At, layer.Spec.Declaration, Shown(layer.Spec.Name), Limits.Text(Limits.NameLength));
        }

        bool takesTokens = layers.Count > 0 && LayerCatalog.Find(layers[0].Spec.First.Kind) is { TakesTokens: true };
        if (takesTokens && AttributeReader.Named(declaration.Network.Data, "InputGradient") is true)
        {
            problems.Add(
                Descriptors.OutOfRange, declaration.Network.Location, "Network", "InputGradient", "true",
                "false where inputs are tokens, which have no gradient");
        }

        CheckNames(layers, problems);
        CheckLoss(declaration, layers, problems);
    }

    private static void CheckNetwork(Declaration declaration, Problems problems)
    {
        foreach (ArgumentRule rule in ArgumentRule.Regularization)
        {
            if (AttributeReader.Named(declaration.Network.Data, rule.Name) is double strength && rule.Refuse(strength) is { } range)
                problems.Add(Descriptors.OutOfRange, declaration.Network.Location, "Network", rule.Name, Text(strength), range);
        }

        if (AttributeReader.Named(declaration.Network.Data, "Unroll") is int unroll and (< 0 or > Limits.Unroll))
        {
            string range = unroll < 0
                ? "at least 0"
                : $"at most {Limits.Text(Limits.Unroll)}: longer code is slower, for it leaves the processor's instruction cache";
            problems.Add(Descriptors.OutOfRange, declaration.Network.Location, "Network", "Unroll", Text(unroll), range);
        }
    }

    private static bool StandTogether(Declaration declaration, IReadOnlyList<DeclaredLayer> layers, Problems problems)
    {
        // The attributes of one declaration follow each other, so a new owner is a new declaration.
        var owners = new HashSet<SyntaxNode?>();
        for (int i = 0; i < layers.Count; i++)
        {
            if (owners.Add(declaration.LayerAttributes[i].Owner) && owners.Count > 1)
            {
                problems.Add(
                    Descriptors.LayersSpread, layers[i].At,
                    layers[i].Spec.Declaration, declaration.Type.Name, layers[0].Spec.Declaration);
            }
        }

        return owners.Count <= 1;
    }

    private static void CheckArguments(DeclaredLayer layer, Layer rules, Problems problems)
    {
        foreach ((Argument argument, string range) in OutOfRange(layer.Spec, rules))
            problems.Add(Descriptors.OutOfRange, layer.At, layer.Spec.Declaration, argument.Name, Text(argument.Value), range);
    }

    /// <summary>What is wrong with a layer of a part, told where the part is used.</summary>
    /// <exception cref="PartException">Its name, or an argument, cannot be.</exception>
    public static void CheckInside(LayerSpec layer, string part)
    {
        if (!IsName(layer.Name))
        {
            throw new PartException(
                Descriptors.BadName, $"{layer.Declaration} in {part}", Shown(layer.Name), Limits.Text(Limits.NameLength));
        }

        if (LayerCatalog.Find(layer.Kind) is not { } rules)
            throw new PartException(Descriptors.UnknownLayer, layer.Kind);
        foreach ((Argument argument, string range) in OutOfRange(layer, rules))
        {
            throw new PartException(
                Descriptors.OutOfRange, $"{layer.Declaration} in {part}", argument.Name, Text(argument.Value), range);
        }
    }

    private static IEnumerable<(Argument Argument, string Range)> OutOfRange(LayerSpec layer, Layer rules)
    {
        foreach (Argument argument in layer.Arguments)
        {
            ArgumentRule? rule = rules.Arguments.Concat(ArgumentRule.Common).FirstOrDefault(r => r.Name == argument.Name);
            string? range = rule?.Refuse(argument.Value);
            if (range is null && argument.Value > Limits.Parameters && Math.Floor(argument.Value) == argument.Value)
                range = "at most " + Limits.Text(Limits.Parameters);
            if (range is not null)
                yield return (argument, range);
        }
    }

    /// <summary>Parts of letters, digits and underscores, as PyTorch's modules have them, with single dots between.</summary>
    private static bool IsName(string name) => name.Length <= Limits.NameLength && name.Split('.').All(static part =>
        part.Length > 0 && part.All(static c => c is '_' or (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z')));

    private static string Shown(string name) =>
        name.Length <= Limits.NameLength ? name : name.Substring(0, 40) + "…";

    private static void CheckNames(IReadOnlyList<DeclaredLayer> layers, Problems problems)
    {
        // What counts is what becomes of a name in the generated code.
        var byName = new Dictionary<string, DeclaredLayer>();
        foreach (DeclaredLayer layer in layers.Where(static l => IsName(l.Spec.Name)))
        {
            string name = MemberNames.Of(layer.Spec.Name);
            if (!byName.TryGetValue(name, out DeclaredLayer? other))
            {
                byName.Add(name, layer);
                continue;
            }

            // Of a given and a default name, the given one is at fault: only it can be changed where it stands.
            (DeclaredLayer fault, DeclaredLayer first) = layer.IsNamed ? (layer, other) : (other, layer);
            string how = fault.Spec.Name == first.Spec.Name
                ? $"are both named \"{fault.Spec.Name}\""
                : $"are named \"{fault.Spec.Name}\" and \"{first.Spec.Name}\", both of which generated code calls {name}";
            problems.Add(Descriptors.NamesCollide, fault.At, fault.Spec.Declaration, first.Spec.Declaration, how);
        }
    }

    private static void CheckLoss(Declaration declaration, IReadOnlyList<DeclaredLayer> layers, Problems problems)
    {
        string network = declaration.Type.Name;
        DeclaredLayer[] losses = [.. layers.Where(static l => l.IsLoss)];
        // A layer whose class cannot be a part is told by itself, and is no missing one.
        bool whole = layers.Count == declaration.LayerAttributes.Count;
        if (losses.Length == layers.Count && whole)
            problems.Add(Descriptors.NoLayers, declaration.Identifier, network, losses.Length == 0 ? "no layers" : "no layer but its loss");
        else if (losses.Length == 0 && whole)
            problems.Add(Descriptors.NoLoss, declaration.Identifier, network);
        foreach (DeclaredLayer second in losses.Skip(1))
        {
            Fix[] removed = [new Fix(Edit.Remove, second.Spec.Kind)];
            problems.Add(Descriptors.SecondLoss, second.At, removed, second.Spec.Declaration, network, losses[0].Spec.Declaration);
        }

        DeclaredLayer? last = layers.LastOrDefault();
        if (losses.Length == 1 && last != losses[0])
        {
            Fix[] moved = [new Fix(Edit.Last, losses[0].Spec.Kind)];
            problems.Add(Descriptors.LossNotLast, losses[0].At, moved, losses[0].Spec.Declaration, last!.Spec.Declaration, network);
        }
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
