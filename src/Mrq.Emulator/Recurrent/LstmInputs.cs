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
