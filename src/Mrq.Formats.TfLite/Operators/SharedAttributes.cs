using System.Collections.Immutable;
using Mrq.Core.Operators;
using static Mrq.Formats.TfLite.Operators.OperatorAttribute;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>The attributes of records that many operators extend.</summary>
internal static class SharedAttributes
{
    public static IOperatorAttribute<ActivatedOperator> FusedActivation { get; } =
        Activation<ActivatedOperator>("fused_activation_function", step => step.FusedActivationFunction, (step, value) => step with { FusedActivationFunction = value });

    public static IOperatorAttribute<ReductionOperator> KeepDims { get; } =
        Bool<ReductionOperator>("keep_dims", step => step.KeepDims, (step, value) => step with { KeepDims = value });

    public static ImmutableArray<IOperatorAttribute<WindowedOperator>> OfWindows { get; } =
    [
        Padding<WindowedOperator>("padding", step => step.Padding, (step, value) => step with { Padding = value }),
        Int32<WindowedOperator>("stride_w", step => step.StrideW, (step, value) => step with { StrideW = value }),
        Int32<WindowedOperator>("stride_h", step => step.StrideH, (step, value) => step with { StrideH = value }),
        FusedActivation,
    ];

    public static ImmutableArray<IOperatorAttribute<PoolingOperator>> OfPools { get; } =
    [
        .. OfWindows,
        Int32<PoolingOperator>("filter_width", step => step.FilterWidth, (step, value) => step with { FilterWidth = value }),
        Int32<PoolingOperator>("filter_height", step => step.FilterHeight, (step, value) => step with { FilterHeight = value }),
    ];
}
