namespace Mrq.Emulator.Recurrent;

/// <summary>TFLite's numbering of the inputs of UNIDIRECTIONAL_SEQUENCE_LSTM (<c>kernels/lstm_shared.h</c>); gates in the order input, forget, cell, output.</summary>
internal static class LstmInputs
{
    public const int InputWeights = 1;
    public const int RecurrentWeights = 5;

    /// <summary>Of input, forget and output gate.</summary>
    public const int Peephole = 9;
    public const int Bias = 12;
    public const int ProjectionWeights = 16;
    public const int ProjectionBias = 17;
    public const int OutputState = 18;
    public const int CellState = 19;
    public const int LayerNormalization = 20;
    public const int Count = 24;
}

/// <summary>Sizes of an LSTM.</summary>
internal readonly record struct LstmSizes(int Batches, int Steps, int Inputs, int Cells, int Outputs);

/// <summary>The tensors of one run.</summary>
internal readonly ref struct LstmRun(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<sbyte> outputState, Span<short> cellState)
{
    private readonly Span<sbyte> _outputState = outputState;
    private readonly Span<short> _cellState = cellState;

    public readonly ReadOnlySpan<sbyte> Input = input;
    public readonly Span<sbyte> Output = output;

    public Span<sbyte> OutputStateOf(int batch, LstmSizes sizes) => _outputState.Slice(batch * sizes.Outputs, sizes.Outputs);

    public Span<short> CellStateOf(int batch, LstmSizes sizes) => _cellState.Slice(batch * sizes.Cells, sizes.Cells);
}
