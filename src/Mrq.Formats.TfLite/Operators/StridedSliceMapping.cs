using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class StridedSliceMapping() : OperatorMapping<StridedSlice>("STRIDED_SLICE", "StridedSliceOptions")
{
    protected override StridedSlice Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        BeginMask = options.Int32("begin_mask"),
        EndMask = options.Int32("end_mask"),
        EllipsisMask = options.Int32("ellipsis_mask"),
        NewAxisMask = options.Int32("new_axis_mask"),
        ShrinkAxisMask = options.Int32("shrink_axis_mask"),
        Offset = options.Bool("offset"),
    };

    protected override void Write(OptionsEditor options, StridedSlice step)
    {
        options.Set("begin_mask", step.BeginMask);
        options.Set("end_mask", step.EndMask);
        options.Set("ellipsis_mask", step.EllipsisMask);
        options.Set("new_axis_mask", step.NewAxisMask);
        options.Set("shrink_axis_mask", step.ShrinkAxisMask);
        options.Set("offset", step.Offset);
    }
}
