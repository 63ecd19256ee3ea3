using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mrq.Emulator.Reference;

/// <summary>An operator with one input, value by value.</summary>
internal static class UnaryKernel<TIn, TOut>
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    /// <summary>The kernel of a function: a table where the input has 256 values, else a computation per element.</summary>
    public static Kernel Create<TFunction>(KernelContext context, TFunction function)
        where TFunction : struct, IUnaryFunction
    {
        context.RequireSameElementCount();
        return Unsafe.SizeOf<TIn>() == 1 ? Tabulate(context, function) : new PerElement<TFunction>(context, function);
    }

    private static Table Tabulate<TFunction>(KernelContext context, TFunction function)
        where TFunction : struct, IUnaryFunction
    {
        var outputs = new TOut[256];
        for (var bits = 0; bits < outputs.Length; bits++)
        {
            outputs[bits] = TOut.CreateTruncating(function.Apply(int.CreateTruncating(TIn.CreateTruncating(bits))));
        }

        return new Table(context, outputs);
    }

    /// <param name="context">The operator.</param>
    /// <param name="outputs">The output for each bit pattern of the input.</param>
    private sealed class Table(KernelContext context, TOut[] outputs) : Kernel
    {
        private readonly TensorSource<TIn> _input = new(context, 0);
        private readonly int _output = context.OutputIndex();

        public override void Run(TensorMemory memory)
        {
            var input = _input.Elements(memory);
            var output = memory.Elements<TOut>(_output);
            for (var i = 0; i < input.Length; i++)
            {
                output[i] = outputs[byte.CreateTruncating(input[i])];
            }
        }
    }

    private sealed class PerElement<TFunction>(KernelContext context, TFunction function) : Kernel
        where TFunction : struct, IUnaryFunction
    {
        private readonly TensorSource<TIn> _input = new(context, 0);
        private readonly int _output = context.OutputIndex();

        public override void Run(TensorMemory memory)
        {
            var input = _input.Elements(memory);
            var output = memory.Elements<TOut>(_output);
            for (var i = 0; i < input.Length; i++)
            {
                output[i] = TOut.CreateTruncating(function.Apply(int.CreateTruncating(input[i])));
            }
        }
    }
}
