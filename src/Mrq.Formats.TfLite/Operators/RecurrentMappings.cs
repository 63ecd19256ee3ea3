using System.Collections.Immutable;
using Mrq.Core.Operators;
using static Mrq.Formats.TfLite.Operators.OperatorAttribute;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>
/// Operators with a state that goes on from one run to the next. <c>asymmetric_quantize_inputs</c> speaks of float inputs only and stays in the file,
/// as do the intermediates.
/// </summary>
internal static class RecurrentMappings
{
    public static ImmutableArray<OperatorMapping> All { get; } =
    [
        new OperatorMapping<Svdf>(new() { Inputs = [], Outputs = [] }, "SVDFOptions")
        {
            Attributes =
            [
                Int32<Svdf>("rank", step => step.Rank, (step, value) => step with { Rank = value }),
                SharedAttributes.FusedActivation,
            ],
        },
        new OperatorMapping<UnidirectionalSequenceLstm>(new() { Inputs = [], Outputs = [] }, "UnidirectionalSequenceLSTMOptions")
        {
            Attributes =
            [
                Activation<UnidirectionalSequenceLstm>("fused_activation_function", step => step.FusedActivationFunction, (step, value) => step with { FusedActivationFunction = value }),
                Single<UnidirectionalSequenceLstm>("cell_clip", step => step.CellClip, (step, value) => step with { CellClip = value }),
                Single<UnidirectionalSequenceLstm>("proj_clip", step => step.ProjClip, (step, value) => step with { ProjClip = value }),
                Bool<UnidirectionalSequenceLstm>("time_major", step => step.TimeMajor, (step, value) => step with { TimeMajor = value }),
                Bool<UnidirectionalSequenceLstm>("diagonal_recurrent_tensors", step => step.DiagonalRecurrentTensors, (step, value) => step with { DiagonalRecurrentTensors = value }),
            ],
        },
    ];
}
