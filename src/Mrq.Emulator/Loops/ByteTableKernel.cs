using System.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Loops;

/// <summary>An operator of one 8-bit input and 8-bit output, value by value, as a <see cref="ByteTable"/>; bit for bit <see cref="UnaryKernel{TIn,TOut}"/>.</summary>
internal sealed class ByteTableKernel : Kernel
{
    private readonly TensorSource<byte> _input;
    private readonly int _output;
    private readonly ByteTable _table;

    private ByteTableKernel(KernelContext context, byte[] values)
    {
        _input = new TensorSource<byte>(context, 0);
        _output = context.OutputIndex();
        _table = new ByteTable(values);
    }

    public static Kernel Create<TIn, TOut, TFunction>(KernelContext context, TFunction function)
        where TIn : unmanaged, IBinaryInteger<TIn>
        where TOut : unmanaged, IBinaryInteger<TOut>
        where TFunction : struct, IUnaryFunction
    {
        context.RequireSameElementCount();
        return new ByteTableKernel(context, [.. UnaryKernel<TIn, TOut>.Tabulate(function).Select(value => unchecked((byte)value))]);
    }

    public override void Run(TensorMemory memory) => _table.Apply(_input.Elements(memory), memory.Elements<byte>(_output));
}
