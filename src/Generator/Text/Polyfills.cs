// What C# wants of a framework newer than netstandard2.0. Written out: a package that generates these types in the order of their
// hash codes makes each build another one.
#pragma warning disable IDE0130 // The compiler knows these types by their namespaces.

namespace System
{
    /// <summary>A place counted from the start or, as <c>^1</c>, from the end.</summary>
    internal readonly struct Index(int value, bool fromEnd = false)
    {
        /// <summary>The place from the start, in something of this length.</summary>
        public int GetOffset(int length) => fromEnd ? length - value : value;
    }
}

namespace System.Runtime.CompilerServices
{
    /// <summary>Marks members that an initialiser must give, and types that have such.</summary>
    [AttributeUsage(
        AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Field | AttributeTargets.Property, Inherited = false)]
    internal sealed class RequiredMemberAttribute : Attribute;

    /// <summary>Marks constructors that only a compiler which knows the feature may call.</summary>
    [AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        /// <summary>The feature's name.</summary>
        public string FeatureName { get; } = featureName;
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>Marks constructors that give all required members themselves.</summary>
    [AttributeUsage(AttributeTargets.Constructor)]
    internal sealed class SetsRequiredMembersAttribute : Attribute;
}
