using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Unrolled.Numerics.Tests;

/// <summary>
/// Declarations compiled together, once; each body gets its own copy of the assembly, because a class chooses its body when it is first
/// touched and keeps it.
/// </summary>
internal sealed class NetworkSet : IDisposable
{
    private static readonly Lock Gate = new();

    private readonly Lazy<(byte[] Assembly, IReadOnlyDictionary<int, CompileError> Errors)> _compiled;
    private readonly Dictionary<string, int> _indices;
    private readonly Dictionary<string, AssemblyLoadContext> _contexts = [];

    /// <param name="declarations">What to compile.</param>
    /// <param name="concurrent">Whether compiling may take all processors.</param>
    /// <param name="bodies">The bodies to make; all unless given.</param>
    public NetworkSet(IEnumerable<Declaration> declarations, bool concurrent = true, IReadOnlyList<Body>? bodies = null)
    {
        Bodies = bodies ?? Tests.Bodies.Available;
        Declarations = [.. declarations.DistinctBy(d => d.Title)];
        _indices = Declarations.Select((d, i) => (d.Title, i)).ToDictionary(p => p.Title, p => p.i);
        _compiled = new(() => Compiler.Compile(Declarations, concurrent, bodies));
    }

    public IReadOnlyList<Declaration> Declarations { get; }

    /// <summary>The bodies that this machine can run of those that were made.</summary>
    public IReadOnlyList<Body> Bodies { get; }

    /// <summary>The declarations' titles, for a theory.</summary>
    public TheoryData<string> Titles => [.. _indices.Keys];

    public Declaration this[string title] => Declarations[_indices[title]];

    /// <summary>Why a declaration did not compile; null if it did.</summary>
    public CompileError? Error(string title) => _compiled.Value.Errors.GetValueOrDefault(_indices[title]);

    /// <summary>A new network that runs on this body; on the machine's best if none is named.</summary>
    public Subject Build(string title, Body? body)
    {
        if (Error(title) is { } error)
            Assert.Fail($"{title}: {error.Stage}\n{error.Text}");
        lock (Gate)
        {
            AppContext.SetData("Unrolled.Body", body?.ToString());
            try
            {
                var type = Assembly(body?.ToString() ?? "best").GetType($"T.{Compiler.ClassName(_indices[title])}", throwOnError: true)!;
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
                var subject = (Subject)Activator.CreateInstance(typeof(Subject<>).MakeGenericType(type), 0ul)!;
                Assert.Equal(body ?? subject.Info.Body, subject.Info.Body);
                return subject;
            }
            finally
            {
                AppContext.SetData("Unrolled.Body", null);
            }
        }
    }

    /// <summary>The same network once for each body the machine has.</summary>
    public IEnumerable<Subject> BuildAll(string title) => Bodies.Select(body => Build(title, body));

    /// <summary>Lets the assemblies go once no network of theirs is left.</summary>
    public void Dispose()
    {
        foreach (var context in _contexts.Values)
            context.Unload();
        _contexts.Clear();
    }

    /// <summary>A copy of the assembly; the runtime library it refers to resolves to the one already loaded.</summary>
    private Assembly Assembly(string copy)
    {
        if (!_contexts.TryGetValue(copy, out var context))
        {
            _contexts[copy] = context = new($"Networks, {copy}", isCollectible: true);
            return context.LoadFromStream(new MemoryStream(_compiled.Value.Assembly));
        }
        return context.Assemblies.Single();
    }
}
