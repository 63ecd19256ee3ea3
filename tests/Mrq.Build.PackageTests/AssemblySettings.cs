// Each test spends its time in processes of its own, in a folder of its own.
[assembly: Microsoft.VisualStudio.TestTools.UnitTesting.Parallelize(Workers = 2, Scope = Microsoft.VisualStudio.TestTools.UnitTesting.ExecutionScope.ClassLevel)]
[assembly: Microsoft.VisualStudio.TestTools.UnitTesting.TestCategory("Slow")]
