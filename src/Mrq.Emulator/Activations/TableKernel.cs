using System.Runtime.CompilerServices;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Activations;

/// <summary>TABLE: entry i of input 1 for each value of input 0 whose bits are i.</summary>
internal sealed class TableKernel<TOut> : Kernel
    where TOut : unmanaged
{
    private readonly TensorSource<byte> _input;
    private readonly int _output;
    private readonly TOut[] _table;
    private readonly ByteTable? _bytes;

    public TableKernel(KernelContext context)
    {
        context.RequireSameElementCount();
        _table = context.Constant<TOut>(1).ToArray();
        context.Require(_table.Length == 256, $"a table of {_table.Length} entries is not one of 256.");
        (_input, _output) = (new TensorSource<byte>(context, 0), context.OutputIndex());
        _bytes = Unsafe.SizeOf<TOut>() == 1 ? new ByteTable(context.Constant<byte>(1).ToArray()) : null;
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        if (_bytes is not null)
        {
            _bytes.Apply(input, memory.Bytes(_output));
            return;
        }

        var output = memory.Elements<TOut>(_output);
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = _table[input[i]];
        }
    }
}
