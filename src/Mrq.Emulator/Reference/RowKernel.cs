namespace Mrq.Emulator.Reference;

/// <summary>An operator that normalizes each row of the last dimension by itself.</summary>
internal abstract class RowKernel<T> : Kernel
    where T : unmanaged
{
    private readonly TensorSource<T> _input;
    private readonly int _output;
    private readonly int _depth;

    protected RowKernel(KernelContext context)
    {
        context.Require(context.Input(0).Shape.Rank > 0, "the input must have a dimension.");
        context.RequireSameElementCount();
        _input = new TensorSource<T>(context, 0);
        _output = context.OutputIndex();
        _depth = context.Input(0).Shape[^1];
    }

    public sealed override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<T>(_output);
        for (var row = 0; row < input.Length; row += _depth)
        {
            Normalize(input.Slice(row, _depth), output.Slice(row, _depth));
        }
    }

    /// <summary>Computes one row.</summary>
    protected abstract void Normalize(ReadOnlySpan<T> input, Span<T> output);
}
