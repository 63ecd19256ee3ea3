using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class GatherMapping() : OperatorMapping<Gather>("GATHER", "GatherOptions")
{
    protected override Gather Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        Axis = options.Int32("axis"),
        BatchDims = options.Int32("batch_dims"),
    };

    protected override void Write(OptionsEditor options, Gather step)
    {
        options.Set("axis", step.Axis);
        options.Set("batch_dims", step.BatchDims);
    }
}
