using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Digits;

namespace Unrolled.Samples.Tests;

/// <summary>The JIT gives up on methods beyond certain sizes; no emitted method may come near them.</summary>
[Trait("Category", "Slow")]
public class IlBudgetTests
{
    // Half of the sizes at which the JIT turns optimisation off: 60,000 bytes, 2,000 locals.
    private const int MostBytes = 30_000, MostLocals = 1_000;

    [Fact]
    public void No_kernel_of_LeNet5_comes_near_the_sizes_at_which_the_compiler_gives_up()
    {
        using var file = new PEReader(File.OpenRead(typeof(LeNet5).Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        int kernels = 0;
        foreach (MethodDefinition method in metadata.MethodDefinitions.Select(metadata.GetMethodDefinition))
        {
            TypeDefinition type = metadata.GetTypeDefinition(method.GetDeclaringType());
            if (!metadata.GetString(type.Namespace).StartsWith("Unrolled.Generated.", StringComparison.Ordinal))
                continue;
            string name = $"{metadata.GetString(type.Name)}.{metadata.GetString(method.Name)}";
            MethodBodyBlock body = file.GetMethodBody(method.RelativeVirtualAddress);
            Assert.True(body.Size <= MostBytes, $"{name} has {body.Size:N0} bytes of IL; at most {MostBytes:N0} are wanted.");
            int locals = body.LocalSignature.IsNil ? 0 : metadata.GetStandaloneSignature(body.LocalSignature)
                .DecodeLocalSignature(new Counter(), null).Length;
            Assert.True(locals <= MostLocals, $"{name} has {locals:N0} locals; at most {MostLocals:N0} are wanted.");
            kernels++;
        }

        Assert.True(kernels > 60, $"Three bodies of LeNet-5 have more than 60 methods, but {kernels} were found.");
    }

    /// <summary>Decodes types to nothing: only their number is wanted.</summary>
    private sealed class Counter : ISignatureTypeProvider<int, object?>
    {
        public int GetArrayType(int elementType, ArrayShape shape) => 0;

        public int GetByReferenceType(int elementType) => 0;

        public int GetFunctionPointerType(MethodSignature<int> signature) => 0;

        public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => 0;

        public int GetGenericMethodParameter(object? genericContext, int index) => 0;

        public int GetGenericTypeParameter(object? genericContext, int index) => 0;

        public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;

        public int GetPinnedType(int elementType) => 0;

        public int GetPointerType(int elementType) => 0;

        public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

        public int GetSZArrayType(int elementType) => 0;

        public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => 0;

        public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => 0;

        public int GetTypeFromSpecification(
            MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => 0;
    }
}
