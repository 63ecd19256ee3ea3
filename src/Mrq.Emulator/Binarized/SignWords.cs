using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Binarized;

/// <summary>How signs lie in words.</summary>
internal static class SignWords
{
    public const int Bits = 32;

    /// <summary>The words of so many signs.</summary>
    public static int Of(int signs) => (int)(((long)signs + Bits - 1) / Bits);

    /// <summary>Checks that a binarized tensor has the shape of another one, but for its last dimension, which counts words.</summary>
    public static int[] RequirePacked(this KernelContext context, Tensor packed, Tensor values)
    {
        var (words, dimensions) = (context.Dimensions(packed), context.Dimensions(values));
        context.Require(dimensions.Length > 0, "a tensor without dimensions has no channels.");
        int[] expected = [.. dimensions[..^1], Of(dimensions[^1])];
        context.Require(words.AsSpan().SequenceEqual(expected), $"'{packed.Name}' is {packed.Shape}, and the signs of '{values.Name}' {values.Shape} take [{string.Join('x', expected)}].");
        context.Step.RequireValues(values);
        return dimensions;
    }
}
