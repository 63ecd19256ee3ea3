using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>
/// LSTM over a sequence. Inputs, by TFLite's numbering: 0 the sequence; 1–4 input weights and 5–8 recurrent weights of input, forget, cell and
/// output gate; 9–11 peephole weights; 12–15 biases; 16, 17 projection; 18, 19 the variables output state and cell state; 20–23 layer
/// normalization. The fifth of <see cref="Operator.Intermediates"/> holds the quantization of the hidden state.
/// </summary>
public sealed record UnidirectionalSequenceLstm : Operator
{
    public override string Name => "UNIDIRECTIONAL_SEQUENCE_LSTM";

    public ActivationFunctionType FusedActivationFunction { get; init; }

    /// <summary>Bound of the cell state; 0 for none.</summary>
    public float CellClip { get; init; }

    /// <summary>Bound of the projection; 0 for none.</summary>
    public float ProjClip { get; init; }

    /// <summary>Whether the input is [time, batch, input] instead of [batch, time, input].</summary>
    public bool TimeMajor { get; init; }

    public bool DiagonalRecurrentTensors { get; init; }
}
