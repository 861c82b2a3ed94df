using System.Globalization;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>Tries answers out: only those are offered with which the layers up to the one in question fit.</summary>
internal static class FixTrial
{
    /// <summary>What each edit makes of a network's layers, up to the one at a place.</summary>
    private static readonly Dictionary<Edit, Action<List<LayerSpec>, Fix>> s_edits = new()
    {
        [Edit.Before] = static (layers, fix) => layers.Insert(layers.Count - 1, New(fix.Text)),
        [Edit.After] = static (layers, fix) => layers.Add(New(fix.Text)),
        [Edit.Append] = static (layers, fix) => layers.Add(New(fix.Text)),
        [Edit.Remove] = static (layers, _) => layers.RemoveAt(layers.Count - 1),
        [Edit.Replace] = static (layers, fix) => Change(layers, layer => layer with { Kind = fix.Text }),
        [Edit.Argument] = static (layers, fix) => Change(layers, layer => Set(layer, fix)),
        [Edit.Without] = static (layers, fix) => Change(layers, layer => layer with { Arguments = Others(layer, fix) }),
        [Edit.Name] = static (layers, fix) => Change(layers, layer => layer with
        {
            From = layer.From == fix.Text ? fix.Value : layer.From,
            Sources = new([.. layer.Sources.Select(name => name == fix.Text ? fix.Value : name)]),
        }),
    };

    /// <summary>Those of some answers that help.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="at">The place of the layer that the answers are about.</param>
    /// <param name="fixes">The answers.</param>
    /// <param name="cancel">Ends the search.</param>
    public static Fix[] Fitting(NetworkSpec spec, int at, IEnumerable<Fix> fixes, CancellationToken cancel) =>
        [.. fixes.Where(fix => Fits(spec, at, fix, cancel))];

    private static bool Fits(NetworkSpec spec, int at, Fix fix, CancellationToken cancel)
    {
        // What is put in front of a layer that takes another one's output does not reach it.
        if (fix.Edit == Edit.Before && spec.Layers[at].From is not null)
            return false;
        List<LayerSpec> layers = [.. spec.Layers.Take(at + 1)];
        s_edits[fix.Edit](layers, fix);
        return layers.Count > 0 && NetworkGraph.TryBuild(spec with { Layers = new([.. layers]) }, cancel: cancel).Graph is not null;
    }

    private static void Change(List<LayerSpec> layers, Func<LayerSpec, LayerSpec> change) =>
        layers[layers.Count - 1] = change(layers[layers.Count - 1]);

    private static LayerSpec New(string kind) => new(kind, kind + " to be", default);

    private static LayerSpec Set(LayerSpec layer, Fix fix)
    {
        double value = double.Parse(fix.Value, CultureInfo.InvariantCulture);
        return layer with { Arguments = new([.. Others(layer, fix), new Argument(fix.Text, value, fix.Value)]) };
    }

    private static EquatableArray<Argument> Others(LayerSpec layer, Fix fix) =>
        new([.. layer.Arguments.Where(argument => argument.Name != fix.Text)]);
}
