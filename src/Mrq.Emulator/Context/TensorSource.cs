namespace Mrq.Emulator.Context;

/// <summary>An input that may be a constant or computed.</summary>
internal sealed class TensorSource<T>
    where T : unmanaged
{
    private readonly int _tensor;
    private readonly T[]? _constant;

    public TensorSource(KernelContext context, int input)
    {
        _tensor = context.InputIndex(input);
        _constant = context.Input(input).IsConstant ? context.Constant<T>(input).ToArray() : null;
    }

    public ReadOnlySpan<T> Elements(TensorMemory memory) => _constant ?? memory.Elements<T>(_tensor);
}
