using System.Collections.Immutable;
using Mrq.Core.Operators;
using static Mrq.Formats.TfLite.Operators.OperatorAttribute;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>Operators that compute each value from the values at the same place.</summary>
internal static class ElementwiseMappings
{
    public static ImmutableArray<OperatorMapping> All { get; } =
    [
        new OperatorMapping<Add>(new() { Inputs = [], Outputs = [] }, "AddOptions")
        {
            Attributes =
            [
                SharedAttributes.FusedActivation,
                Bool<Add>("pot_scale_int16", step => step.PotScaleInt16, (step, value) => step with { PotScaleInt16 = value }),
            ],
        },
        new OperatorMapping<Sub>(new() { Inputs = [], Outputs = [] }, "SubOptions")
        {
            Attributes =
            [
                SharedAttributes.FusedActivation,
                Bool<Sub>("pot_scale_int16", step => step.PotScaleInt16, (step, value) => step with { PotScaleInt16 = value }),
            ],
        },
        new OperatorMapping<Mul>(new() { Inputs = [], Outputs = [] }, "MulOptions")
        {
            Attributes = [SharedAttributes.FusedActivation],
        },
        new OperatorMapping<Maximum>(new() { Inputs = [], Outputs = [] }, "MaximumMinimumOptions"),
        new OperatorMapping<Minimum>(new() { Inputs = [], Outputs = [] }, "MaximumMinimumOptions"),
        new OperatorMapping<Div>(new() { Inputs = [], Outputs = [] }, "DivOptions")
        {
            Attributes = [SharedAttributes.FusedActivation],
        },
        new OperatorMapping<SquaredDifference>(new() { Inputs = [], Outputs = [] }, "SquaredDifferenceOptions"),
        new OperatorMapping<AddN>(new() { Inputs = [], Outputs = [] }, "AddNOptions"),
        new OperatorMapping<FloorDiv>(new() { Inputs = [], Outputs = [] }, "FloorDivOptions"),
        new OperatorMapping<FloorMod>(new() { Inputs = [], Outputs = [] }, "FloorModOptions"),
        new OperatorMapping<Pow>(new() { Inputs = [], Outputs = [] }, "PowOptions"),
        new OperatorMapping<Abs>(new() { Inputs = [], Outputs = [] }, "AbsOptions"),
        new OperatorMapping<Neg>(new() { Inputs = [], Outputs = [] }, "NegOptions"),
    ];
}
