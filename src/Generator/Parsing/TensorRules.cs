using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>Each tensor becomes a property; no two, and none of the user's members, may share its name.</summary>
internal static class TensorRules
{
    /// <param name="declaration">The network.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="tensors">The parameters' names, <c>conv2d1.weight</c>, in the order of the layers.</param>
    /// <param name="problems">Takes the reports.</param>
    public static void Check(Declaration declaration, IReadOnlyList<DeclaredLayer> layers, IReadOnlyList<string> tensors, Problems problems)
    {
        var byMember = new Dictionary<string, DeclaredLayer>();
        foreach (string tensor in tensors)
        {
            DeclaredLayer layer = layers.First(l => l.Spec.Name == tensor.Substring(0, tensor.LastIndexOf('.')));
            string member = MemberNames.Of(tensor);
            MemberRules.CheckName(declaration, member, ", or give the layer another Name", problems);
            if (byMember.TryGetValue(member, out DeclaredLayer? other))
            {
                problems.Add(
                    Descriptors.NamesCollide, layer.At, $"{layer.Spec.Declaration} named \"{layer.Spec.Name}\"",
                    $"{other.Spec.Declaration} named \"{other.Spec.Name}\"", $"would both generate the member {member}");
                continue;
            }

            byMember.Add(member, layer);
        }
    }
}
