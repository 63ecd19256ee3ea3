using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>
/// A fully connected layer over a window of time, factored into rank parts: input 0 under feature weights [filters, inputs] (1) is
/// appended to each filter's memory, the variable input 4, and weighted over time [filters, memory] (2); bias [units] is input 3.
/// </summary>
public sealed record Svdf : ActivatedOperator
{
    private static readonly OperatorTraits Meaning = new()
    {
        Inputs = [InputRole.Data, InputRole.Weights, InputRole.Weights, InputRole.Bias, InputRole.State],
        KeepsParameters = true,
    };

    public override string Name => "SVDF";

    public override OperatorTraits Traits => Meaning;

    /// <summary>Filters that make one unit.</summary>
    public int Rank { get; init; } = 1;
}

/// <summary>
/// LSTM over a sequence. Inputs, by TFLite's numbering: 0 the sequence; 1–4 input weights and 5–8 recurrent weights of input, forget, cell and
/// output gate; 9–11 peephole weights; 12–15 biases; 16, 17 projection; 18, 19 the variables output state and cell state; 20–23 layer
/// normalization. The fifth of <see cref="Operator.Intermediates"/> holds the quantization of the hidden state.
/// </summary>
public sealed record UnidirectionalSequenceLstm : Operator
{
    private static readonly OperatorTraits Meaning = new()
    {
        Inputs =
        [
            InputRole.Data, .. Enumerable.Repeat(InputRole.Weights, 11), .. Enumerable.Repeat(InputRole.Bias, 4), InputRole.Weights, InputRole.Bias,
            InputRole.State, InputRole.State, InputRole.Weights,
        ],
        KeepsParameters = true,
    };

    public override string Name => "UNIDIRECTIONAL_SEQUENCE_LSTM";

    public override OperatorTraits Traits => Meaning;

    /// <summary>Of the cell, not of the output.</summary>
    public ActivationFunctionType FusedActivationFunction { get; init; }

    /// <summary>Bound of the cell state; 0 for none.</summary>
    public float CellClip { get; init; }

    /// <summary>Bound of the projection; 0 for none.</summary>
    public float ProjClip { get; init; }

    /// <summary>Whether the input is [time, batch, input] instead of [batch, time, input].</summary>
    public bool TimeMajor { get; init; }

    public bool DiagonalRecurrentTensors { get; init; }
}
