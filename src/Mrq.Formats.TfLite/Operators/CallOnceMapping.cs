using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>The number counts the graphs of the file, which keeps all of them; <see cref="TfLiteModel.Create"/> refuses the operator.</summary>
internal sealed class CallOnceMapping() : OperatorMapping<CallOnce>("CALL_ONCE", "CallOnceOptions")
{
    protected override CallOnce Read(OptionsReader options, OpaqueOperator shell) =>
        new() { Inputs = shell.Inputs, Outputs = shell.Outputs, InitSubgraphIndex = options.Int32("init_subgraph_index") };

    protected override void Write(OptionsEditor options, CallOnce step) => options.Set("init_subgraph_index", step.InitSubgraphIndex);
}
