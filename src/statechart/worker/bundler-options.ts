import type { BundleOptions } from '@temporalio/worker';

type WebpackHook = NonNullable<BundleOptions['webpackConfigHook']>;

/** Marks the bundle as built with these options; read by `runStatechart`. */
const MARK = { __STATECHART_BUNDLE__: 'true' };

/** S10: Temporal bundles for development, and with it would come XState's development build. */
const CONDITIONS = ['webpack', 'production', 'module', 'import', 'require', 'default'];

/** The oldest Node that we take. Temporal's own choice would have private fields become weak maps and spreads become helpers. */
const TARGET = 'es2022';

/** Bundles XState's production build, TypeScript for today's Node, and marks the bundle. */
export const statechartWebpackConfigHook: WebpackHook = (config) => ({
  ...config,
  module: { ...config.module, rules: (config.module?.rules ?? []).map(withTarget) },
  resolve: { ...config.resolve, conditionNames: CONDITIONS },
  plugins: [
    ...(config.plugins ?? []),
    { apply: (compiler) => new compiler.webpack.DefinePlugin(MARK).apply(compiler) },
  ],
});

type Rule = NonNullable<NonNullable<Parameters<WebpackHook>[0]['module']>['rules']>[number];

/** The rule that compiles TypeScript, for our target; any other as it is. */
function withTarget(rule: Rule): Rule {
  if (typeof rule !== 'object' || !rule || !isSwc(rule.use)) return rule;
  const { options } = rule.use;
  return { ...rule, use: { ...rule.use, options: { ...options, jsc: { ...options.jsc, target: TARGET } } } };
}

interface SwcLoader {
  readonly loader: string;
  readonly options: { readonly jsc?: object };
}

function isSwc(use: unknown): use is SwcLoader {
  const { loader, options } = (use ?? {}) as Partial<SwcLoader>;
  return typeof loader === 'string' && loader.includes('swc-loader') && typeof options === 'object';
}
