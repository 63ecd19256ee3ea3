using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

/// <summary><c>asymmetric_quantize_inputs</c> speaks of float inputs only and stays in the file, as do the intermediates.</summary>
internal sealed class UnidirectionalSequenceLstmMapping()
    : OperatorMapping<UnidirectionalSequenceLstm>("UNIDIRECTIONAL_SEQUENCE_LSTM", "UnidirectionalSequenceLSTMOptions")
{
    protected override UnidirectionalSequenceLstm Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        FusedActivationFunction = options.Activation(),
        CellClip = options.Single("cell_clip"),
        ProjClip = options.Single("proj_clip"),
        TimeMajor = options.Bool("time_major"),
        DiagonalRecurrentTensors = options.Bool("diagonal_recurrent_tensors"),
    };

    protected override void Write(OptionsEditor options, UnidirectionalSequenceLstm step)
    {
        options.Set("fused_activation_function", step.FusedActivationFunction);
        options.Set("cell_clip", step.CellClip);
        options.Set("proj_clip", step.ProjClip);
        options.Set("time_major", step.TimeMajor);
        options.Set("diagonal_recurrent_tensors", step.DiagonalRecurrentTensors);
    }
}
