using Mrq.Core.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Elementwise;

/// <summary>ADD and SUB of inputs of one shape and 8 bits, where an arithmetic has no lanes for <see cref="VectorAddKernel{T}"/>: each of the 65536 results is computed once, when the first run asks for it.</summary>
internal sealed class SumTableKernel : Kernel
{
    /// <summary>Fewer values are computed sooner than the table.</summary>
    private const int FewestValues = 4096;

    private const int Values = 256;
    private readonly TensorSource<byte> _left;
    private readonly TensorSource<byte> _right;
    private readonly int _output;
    private readonly Lazy<byte[]> _results;

    private SumTableKernel(KernelContext context, Func<byte[]> results)
    {
        (_left, _right, _output) = (new TensorSource<byte>(context, 0), new TensorSource<byte>(context, 1), context.OutputIndex());
        _results = new Lazy<byte[]>(results);
    }

    /// <summary>Null for inputs that broadcast, and for few values.</summary>
    /// <param name="context">The operator.</param>
    /// <param name="isSigned">Whether the bytes are int8.</param>
    public static Kernel? TryCreate(KernelContext context, bool isSigned)
    {
        var shape = context.Output().Shape;
        if (context.Input(0).Shape != shape || context.Input(1).Shape != shape || shape.ElementCount < FewestValues)
        {
            return null;
        }

        return context.Arithmetic.Sums == SumRule.General ? Create(context, new AddFunction(context), isSigned) : Create(context, new ShortSumFunction(context), isSigned);
    }

    public override void Run(TensorMemory memory)
    {
        var results = _results.Value;
        var output = memory.Elements<byte>(_output);
        var left = _left.Elements(memory)[..output.Length];
        var right = _right.Elements(memory)[..output.Length];
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = results[(left[i] * Values) + right[i]];
        }
    }

    private static SumTableKernel Create<TFunction>(KernelContext context, TFunction function, bool isSigned)
        where TFunction : struct, IBinaryFunction
    {
        return new SumTableKernel(context, () =>
        {
            var results = new byte[Values * Values];
            for (var i = 0; i < results.Length; i++)
            {
                results[i] = unchecked((byte)function.Apply(Value(i / Values), Value(i % Values)));
            }

            return results;
        });

        int Value(int bits) => isSigned ? (sbyte)bits : bits;
    }
}
