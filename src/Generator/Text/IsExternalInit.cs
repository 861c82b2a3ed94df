#pragma warning disable IDE0130 // The compiler knows this type by its namespace.

namespace System.Runtime.CompilerServices;

/// <summary>Marks accessors that only initialisers call: records have them.</summary>
internal static class IsExternalInit;
