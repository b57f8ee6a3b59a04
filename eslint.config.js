import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import typescript from 'typescript-eslint'

export default typescript.config(
  {
    ignores: [
      'out/',
      'out-bench/',
      'dist/',
      'test-results/',
      'node_modules/',
      'assets/',
      'tests/fixtures/',
      'src-main/nn/kernels/assembly/'
    ]
  },
  js.configs.recommended,
  typescript.configs.recommendedTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.node, ...globals.browser },
      parserOptions: {
        project: ['src-main/tsconfig.json', 'src-renderer/tsconfig.json', 'tests/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte']
      }
    },
    rules: {
      'no-undef': 'off',
      'max-lines': ['error', { max: 300 }],
      'max-params': ['error', { max: 4 }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An interface may promise more than one of its implementations needs.
      '@typescript-eslint/require-await': 'off',
      // It cannot tell a Map or Date that the window shows from one that it only computes with.
      'svelte/prefer-svelte-reactivity': 'off'
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: typescript.parser } }
  },
  {
    // The linter sees another component's props as `any`; svelte-check knows their types.
    files: ['**/*.svelte'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off'
    }
  },
  { files: ['**/*.js', '**/*.mjs'], extends: [typescript.configs.disableTypeChecked] },
  {
    // Run by a thread or a process from their text: CommonJS.
    files: ['src-main/engine/kernel-thread.js', 'src-main/engine/recognisers/recogniser-process.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off' }
  }
)
